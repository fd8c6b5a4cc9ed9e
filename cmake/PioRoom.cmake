# A room is a folder under src/inference_pio/: one static library pio_<room> of all its sources, and
# one test program test_<room> of tests/<room>/*.cpp.

# pio_add_room(<room> DEPENDS <targets of lower layers and libraries>)
function(pio_add_room room)
    cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/inference_pio/${room}/*.cpp)
    list(FILTER sources EXCLUDE REGEX "[/_]main\\.cpp$")  # programs, each with a target of its own
    if(NOT sources)
        add_library(pio_${room} INTERFACE)
        set(scope INTERFACE)
    else()
        add_library(pio_${room} STATIC ${sources})
        set(scope PUBLIC)
        target_link_libraries(pio_${room} PRIVATE pio_options)
    endif()
    target_include_directories(pio_${room} ${scope} ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src/inference_pio)
    target_link_libraries(pio_${room} ${scope} tl::expected fmt::fmt ${ARG_DEPENDS})
endfunction()

# pio_add_room_test(<room> [DEPENDS <more targets>])
function(pio_add_room_test room)
    cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
    file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/*_test.cpp)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/*.cpp)
    if(NOT tests)
        return()
    endif()
    add_executable(test_${room} ${sources})
    target_compile_options(test_${room} PRIVATE -O1)  # tests are compiled more often than they are run
    set_target_properties(test_${room} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_include_directories(test_${room} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(test_${room} PRIVATE PIO_TEST_DATA_DIR="${CMAKE_CURRENT_SOURCE_DIR}/fixtures"
                                                    PIO_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                    PIO_BINARY_DIR="${CMAKE_BINARY_DIR}")
    target_link_libraries(test_${room} PRIVATE pio_${room} pio_options GTest::gmock_main rapidcheck ${ARG_DEPENDS})
    add_test(NAME ${room} COMMAND test_${room})
    set_tests_properties(${room} PROPERTIES TIMEOUT 600)
endfunction()
