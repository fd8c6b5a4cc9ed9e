# The inference engine: a system llama.cpp whose version fits, else the one that scripts/engine built.
#
# Gives the targets `llama` and `pio_mtmd`, and the variables PIO_ENGINE_VERSION,
# PIO_VOCABULARY_DIR (empty: no vocabularies, checkpoints cannot be synthesized) and
# PIO_BUNDLE_ENGINE (an installation takes the engine along: it is no part of the system).

set(PIO_ENGINE_COMPATIBLE "0.5" CACHE STRING "Versions of llama.cpp that fit: major.minor")

find_package(llama CONFIG QUIET)
if(llama_FOUND AND NOT LLAMA_VERSION VERSION_GREATER_EQUAL PIO_ENGINE_COMPATIBLE)
    message(STATUS "llama.cpp ${LLAMA_VERSION} of this system is older than ${PIO_ENGINE_COMPATIBLE}: not used")
    set(llama_FOUND FALSE)
    unset(llama_DIR CACHE)
endif()
if(NOT llama_FOUND)
    execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/engine prefix
                    OUTPUT_VARIABLE PIO_ENGINE_PREFIX OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    if(NOT EXISTS ${PIO_ENGINE_PREFIX}/lib)
        message(FATAL_ERROR "No inference engine in ${PIO_ENGINE_PREFIX}. Run scripts/setup first.")
    endif()
    list(PREPEND CMAKE_PREFIX_PATH ${PIO_ENGINE_PREFIX})
    find_package(llama CONFIG REQUIRED)
endif()
set(PIO_ENGINE_VERSION ${LLAMA_VERSION})
get_filename_component(PIO_ENGINE_PREFIX ${LLAMA_INCLUDE_DIR} DIRECTORY)
message(STATUS "llama.cpp ${LLAMA_VERSION} in ${PIO_ENGINE_PREFIX}")

set(PIO_BUNDLE_ENGINE ON)
if(PIO_ENGINE_PREFIX MATCHES "^/usr(/local)?$")
    set(PIO_BUNDLE_ENGINE OFF)
endif()

set(PIO_VOCABULARY_DIR ${PIO_ENGINE_PREFIX}/share/llama.cpp/vocabularies)
if(NOT EXISTS ${PIO_VOCABULARY_DIR})
    set(PIO_VOCABULARY_DIR "")
endif()
find_path(PIO_LLAMA_EXT_DIR llama-ext.h HINTS ${LLAMA_INCLUDE_DIR})

# libmtmd, the engine's vision; it has no CMake package of its own.
find_library(PIO_MTMD_LIBRARY mtmd HINTS ${PIO_ENGINE_PREFIX}/lib REQUIRED)
add_library(pio_mtmd INTERFACE)
target_link_libraries(pio_mtmd INTERFACE ${PIO_MTMD_LIBRARY} llama)
