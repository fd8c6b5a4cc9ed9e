# Warnings, sanitizers and the compiler cache for our own code.

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(pio_options INTERFACE)
target_compile_options(pio_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror)
# GCC 12 gives false alarms of -Wrestrict in optimised builds, inside std::string (its bug 105651).
target_compile_options(pio_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(PIO_SANITIZE)
    # -O1: the suite under sanitizers has to stay fast.
    target_compile_options(pio_options INTERFACE -fsanitize=${PIO_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
    target_link_options(pio_options INTERFACE -fsanitize=${PIO_SANITIZE})
    # GCC 12 gives false alarms of these two under sanitizers.
    target_compile_options(pio_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict>)
endif()
