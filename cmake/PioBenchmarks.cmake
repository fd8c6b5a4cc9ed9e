# Model plugins and benchmark programs. One program for each benchmark_*.cpp, at
# <build>/benchmarks/<suite>[/<category>]/benchmark_<name>.

# Every <model>_card.cpp under `folder` becomes the object library pio_model_<model>; `pio_models` names them.
function(pio_add_model_plugins folder)
    file(GLOB cards CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*/*_card.cpp)
    foreach(card ${cards})
        get_filename_component(model_dir ${card} DIRECTORY)
        get_filename_component(model ${model_dir} NAME)
        add_library(pio_model_${model} OBJECT ${card})
        target_link_libraries(pio_model_${model} PRIVATE pio_options inference_pio)
        list(APPEND models ${model})
    endforeach()
    set(pio_models ${models} PARENT_SCOPE)
endfunction()

function(pio_add_benchmark_programs folder)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/benchmark_*.cpp)
    foreach(source ${sources})
        file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR}/${folder} ${source})
        get_filename_component(dir ${path} DIRECTORY)
        get_filename_component(name ${path} NAME_WE)
        string(REPLACE "/benchmarks/" "/" dir "${dir}/")  # src/models/<model>/benchmarks/<category>/
        string(REGEX REPLACE "/$" "" dir "${dir}")
        string(REPLACE "/" "_" target "${dir}_${name}")
        add_executable(${target} ${source})
        # An installation keeps the folders of the sources, by which discovery names suites and categories.
        cmake_path(GET path PARENT_PATH source_dir)
        string(REGEX REPLACE "^src/" "" top ${folder})
        set_target_properties(${target} PROPERTIES PIO_INSTALL_FOLDER ${top}/${source_dir})
        set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/benchmarks/${dir}
                                                   OUTPUT_NAME ${name})
        target_link_libraries(${target} PRIVATE pio_options inference_pio)
        string(REGEX MATCH "^[^/]+" model ${dir})
        if(TARGET pio_model_${model})
            target_link_libraries(${target} PRIVATE $<TARGET_OBJECTS:pio_model_${model}>)
        endif()
        set_property(GLOBAL APPEND PROPERTY pio_benchmark_programs ${target})
    endforeach()
endfunction()

# The target `benchmarks`: every benchmark program of the project.
function(pio_add_benchmarks_target)
    get_property(programs GLOBAL PROPERTY pio_benchmark_programs)
    add_custom_target(benchmarks DEPENDS ${programs})
endfunction()
