# pio_add_benchmarks([FOLDER…] [LINK target…])
#
# Makes a worker program of each benchmark_*.cpp below the folders, which are relative to the calling CMakeLists.txt:
# `benchmarks` and `src/models` where none is named. The program of benchmarks/text/benchmark_sorting.cpp is the target
# text_benchmark_sorting, at <build>/benchmarks/text/benchmark_sorting; that of benchmarks/benchmark_sorting.cpp is
# benchmark_sorting. A model's benchmark, <model>/benchmarks/<category>/benchmark_x.cpp, is made together with the model's
# card, <model>/*_card.cpp. All of them are made by the target `benchmarks` and by a plain build.
#
# LINK names what all of them link besides the library of benchmarks; a single one takes target_link_libraries().
#
# The build leaves a list of the programs beside CMakeCache.txt, by which `piobench run` in the project's folder finds
# them, and has them brought up to date by this build before it measures.

include_guard(GLOBAL)

function(pio_add_benchmarks)
    cmake_parse_arguments(PARSE_ARGV 0 ARG "" "" "LINK")
    set(folders ${ARG_UNPARSED_ARGUMENTS})
    if(NOT folders)
        set(folders benchmarks src/models)
    endif()
    get_property(several GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
    if(NOT several AND NOT CMAKE_BUILD_TYPE)
        message(WARNING "What is built without optimization is slow: give -DCMAKE_BUILD_TYPE=Release, or benchmarks "
                        "measure something that nobody uses")
    endif()
    foreach(folder ${folders})
        cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/benchmark_*.cpp)
        foreach(source ${sources})
            _pio_add_benchmark(${folder} ${source} "${ARG_LINK}")
        endforeach()
    endforeach()
    get_property(asked GLOBAL PROPERTY pio_list_is_deferred)
    if(NOT asked)
        set_property(GLOBAL PROPERTY pio_list_is_deferred ON)
        cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL _pio_write_list)
    endif()
endfunction()

function(_pio_add_benchmark folder source link)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${folder} OUTPUT_VARIABLE path)
    cmake_path(GET path PARENT_PATH dir)
    cmake_path(GET source STEM name)
    string(REPLACE "/benchmarks/" "/" dir "${dir}/")
    string(REGEX REPLACE "/$" "" dir "${dir}")
    string(MAKE_C_IDENTIFIER "${dir}/${name}" target)
    string(REGEX REPLACE "^_+" "" target ${target})
    set(place ${CMAKE_CURRENT_BINARY_DIR}/benchmarks)
    if(dir)
        string(APPEND place /${dir})
    endif()

    add_executable(${target} ${source})
    # An empty expression: the same place in every configuration.
    set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${place}$<0:>")
    target_compile_features(${target} PRIVATE cxx_std_20)
    target_link_libraries(${target} PRIVATE InferencePIO::inference_pio ${link})
    if(path MATCHES "^(.*/)?benchmarks/[^/]+/[^/]+$")  # <model>/benchmarks/<category>/benchmark_x.cpp
        file(GLOB cards CONFIGURE_DEPENDS ${folder}/${CMAKE_MATCH_1}*_card.cpp)
        target_sources(${target} PRIVATE ${cards})
    endif()
    if(NOT TARGET benchmarks)
        add_custom_target(benchmarks)
    endif()
    add_dependencies(benchmarks ${target})

    file(REAL_PATH ${source} real_source)
    set(entry "{\"source\":\"${real_source}\",\"target\":\"${target}\",\"program\":\"${place}/${name}\"}")
    set_property(GLOBAL APPEND PROPERTY pio_benchmark_list "${entry}")
endfunction()

function(_pio_write_list)
    get_property(entries GLOBAL PROPERTY pio_benchmark_list)
    list(JOIN entries ",\n " text)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/piobench_programs.json CONTENT "[${text}]\n" @ONLY)
endfunction()
