# Warnings, sanitizers and the compiler cache for our own code.

find_program(CCACHE ccache)
if(CCACHE)
    # Checkouts of one revision share what is compiled: `piobench duet --git` and continuous integration build in others.
    set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
    set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
endif()

add_library(pio_options INTERFACE)
target_compile_options(pio_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror)
# GCC 12 gives false alarms of -Wrestrict in optimised builds, inside std::string (its bug 105651).
target_compile_options(pio_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(PIO_SANITIZE)
    # -O0: with both sanitizers GCC 12 takes more than three times as long for a file at -O1. Rooms that compute have -O1
    # all the same (PioRoom.cmake), so that the suite stays fast.
    target_compile_options(pio_options INTERFACE -fsanitize=${PIO_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O0)
    target_link_options(pio_options INTERFACE -fsanitize=${PIO_SANITIZE})
    # GCC 12 gives false alarms of these two under sanitizers.
    target_compile_options(pio_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>)
endif()
