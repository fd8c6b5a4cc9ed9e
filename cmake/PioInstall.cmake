# What `cmake --install` puts below the prefix, and where (docs/packaging.md). Everything that runs finds the rest from
# its own place: no path of this build is in it, and the whole can be moved.

include(CMakePackageConfigHelpers)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/inference_pio/common/installation.cpp
    TARGET_DIRECTORY pio_common PROPERTIES COMPILE_DEFINITIONS
    "PIO_INSTALL_BINDIR=\"${CMAKE_INSTALL_BINDIR}\";PIO_INSTALL_LIBDIR=\"${CMAKE_INSTALL_LIBDIR}\";PIO_INSTALL_INCLUDEDIR=\"${CMAKE_INSTALL_INCLUDEDIR}\";PIO_INSTALL_DATADIR=\"${CMAKE_INSTALL_DATADIR}\"")

# pio_install_rpath(<target> <where it goes> <what it loads from> …): the RUNPATH of an installed program or library.
function(pio_install_rpath target place)
    foreach(folder ${ARGN})
        file(RELATIVE_PATH path /${place} /${folder})
        list(APPEND paths "$ORIGIN/${path}")
    endforeach()
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "${paths}")
endfunction()

# The engine comes along, unless it is a part of the system.
function(pio_install_engine)
    if(NOT PIO_BUNDLE_ENGINE)
        return()
    endif()
    pio_install_rpath(inference_pio ${CMAKE_INSTALL_LIBDIR} ${PIO_PRIVATE_DIR}/engine)
    install(DIRECTORY ${PIO_ENGINE_PREFIX}/lib/ DESTINATION ${PIO_PRIVATE_DIR}/engine
            FILES_MATCHING PATTERN "lib*.so*" PATTERN cmake EXCLUDE PATTERN pkgconfig EXCLUDE)
    install(FILES ${CMAKE_SOURCE_DIR}/docs/licences/llama.cpp.txt DESTINATION ${CMAKE_INSTALL_DOCDIR})
    # Of its vocabularies those that the models take; Gemma 3's is derived from Gemma 4's.
    file(GLOB cards CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/models/*/*_card.cpp)
    foreach(card ${cards})
        file(STRINGS ${card} lines REGEX "vocabulary = \"")
        foreach(line ${lines})
            string(REGEX REPLACE ".*vocabulary = \"([^\"]+)\".*" "\\1" name "${line}")
            string(REPLACE gemma-3 gemma-4 name ${name})
            list(APPEND vocabularies ${PIO_VOCABULARY_DIR}/ggml-vocab-${name}.gguf)
        endforeach()
    endforeach()
    list(REMOVE_DUPLICATES vocabularies)
    install(FILES ${vocabularies} DESTINATION ${PIO_DATA_DIR}/vocabularies)
endfunction()

# Programs of the house: piobench, its workers, and the benchmarks of core and of the models.
function(pio_install_programs)
    install(TARGETS piobench DESTINATION ${CMAKE_INSTALL_BINDIR})
    pio_install_rpath(piobench-ceilings ${PIO_PRIVATE_DIR}/libexec ${CMAKE_INSTALL_LIBDIR})
    install(TARGETS piobench-process-adapter piobench-ceilings DESTINATION ${PIO_PRIVATE_DIR}/libexec)
    get_property(programs GLOBAL PROPERTY pio_benchmark_programs)
    foreach(program ${programs})
        get_target_property(folder ${program} PIO_INSTALL_FOLDER)
        pio_install_rpath(${program} ${PIO_PRIVATE_DIR}/${folder} ${CMAKE_INSTALL_LIBDIR})
        install(TARGETS ${program} DESTINATION ${PIO_PRIVATE_DIR}/${folder})
    endforeach()
endfunction()

# What other projects build with: the library, its headers, the CMake package and the pkg-config file.
function(pio_install_library)
    install(TARGETS inference_pio EXPORT InferencePIO LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
            INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} ${CMAKE_INSTALL_INCLUDEDIR}/inference-pio)
    # benchmark_discovery.hpp is of the parent, which is no library of its own.
    install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/inference_pio DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
            FILES_MATCHING PATTERN "*.hpp" PATTERN benchmark_discovery.hpp EXCLUDE)
    # The bodies that models' benchmarks share: those that need nothing but the contracts.
    file(GLOB bodies CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/inference_pio/workloads/*.hpp)
    foreach(body ${bodies})
        file(STRINGS ${body} registers REGEX "register_[a-z_]+\\(std::string")
        file(STRINGS ${body} inner REGEX "#include \"")
        if(registers AND NOT inner)
            install(FILES ${body} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/inference-pio/workloads)
        endif()
    endforeach()

    install(EXPORT InferencePIO NAMESPACE InferencePIO:: FILE InferencePIOTargets.cmake DESTINATION ${PIO_PACKAGE_DIR})
    set(made ${CMAKE_BINARY_DIR}/package)
    configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/package/InferencePIOConfig.cmake.in
        ${made}/InferencePIOConfig.cmake INSTALL_DESTINATION ${PIO_PACKAGE_DIR} PATH_VARS CMAKE_INSTALL_BINDIR
        NO_CHECK_REQUIRED_COMPONENTS_MACRO)
    write_basic_package_version_file(${made}/InferencePIOConfigVersion.cmake COMPATIBILITY SameMinorVersion)
    install(FILES ${made}/InferencePIOConfig.cmake ${made}/InferencePIOConfigVersion.cmake
            ${CMAKE_SOURCE_DIR}/cmake/package/PioAddBenchmarks.cmake DESTINATION ${PIO_PACKAGE_DIR})

    file(RELATIVE_PATH PIO_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
    string(REGEX REPLACE "/$" "" PIO_PC_PREFIX ${PIO_PC_PREFIX})
    configure_file(${CMAKE_SOURCE_DIR}/cmake/package/inference-pio.pc.in ${made}/inference-pio.pc @ONLY)
    install(FILES ${made}/inference-pio.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

# The report's page, the Python package, the schema, the documents.
function(pio_install_data)
    foreach(part index.html draw_svg.mjs)  # none where npm is missing
        install(FILES ${CMAKE_BINARY_DIR}/share/report/${part} DESTINATION ${PIO_DATA_DIR}/report OPTIONAL)
    endforeach()
    # Manual pages and completions lie there as below share/.
    install(DIRECTORY ${PIO_HELP_DIR}/ DESTINATION ${CMAKE_INSTALL_DATADIR} PATTERN made EXCLUDE)
    install(DIRECTORY ${CMAKE_SOURCE_DIR}/python/inference_pio_bench DESTINATION ${PIO_DATA_DIR}/python
            PATTERN __pycache__ EXCLUDE)
    install(FILES ${CMAKE_SOURCE_DIR}/docs/record.schema.json DESTINATION ${PIO_DATA_DIR})
    install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/CHANGELOG.md ${CMAKE_SOURCE_DIR}/LICENSE
            DESTINATION ${CMAKE_INSTALL_DOCDIR})
    file(GLOB documents CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/*.md)
    install(FILES ${documents} DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
    install(DIRECTORY ${CMAKE_SOURCE_DIR}/examples/project DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
    install(FILES ${CMAKE_SOURCE_DIR}/examples/piobench.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
endfunction()

pio_install_engine()
pio_install_programs()
pio_install_library()
pio_install_data()
