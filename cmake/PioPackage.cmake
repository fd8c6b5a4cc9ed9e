# The Debian package, by CPack (scripts/package makes it).

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME inference-pio-bench)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Inference-PIO maintainers <maintainers@inference-pio.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "measures LLM inference and says truthfully when it got slower")
file(GLOB variants ${PIO_ENGINE_PREFIX}/lib/libggml-cpu-*.so)
if(variants)
    set(engine_words "its code for the processor is
chosen when a program starts.")
else()
    set(engine_words "compiled for processors
like that of the machine that made the package.")
endif()
set(CPACK_PACKAGE_DESCRIPTION
"piobench measures how fast a language model runs on a machine (time to first
token, time per token, tokens per second, peak memory), how close that is to
what the machine can do, and whether a build is slower than another. Where a
model's weights are not there, it synthesizes a checkpoint of the true
architecture and runs the real engine on it.
.
The engine, llama.cpp, is part of the package: ${engine_words} The package also holds the library, the headers
and the CMake package to write benchmarks in other projects.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
# Libraries that the package has itself.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/lib ${PIO_ENGINE_PREFIX}/lib)
# To compile benchmarks, and to run those in Python; to draw charts as files, to compare revisions.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "g++, libexpected-dev, python3")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake, git, nodejs, pkgconf")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/cmake/debian/prerm ${CMAKE_SOURCE_DIR}/cmake/debian/triggers)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/debian/arrange.cmake)
set(CPACK_PIO_SOURCE ${CMAKE_SOURCE_DIR})
include(CPack)
