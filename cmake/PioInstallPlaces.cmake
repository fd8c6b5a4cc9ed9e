# Where the parts of an installation lie below its prefix: GNU's folders, and those of the house in them.

set(CMAKE_INSTALL_DOCDIR share/doc/inference-pio-bench CACHE PATH "Documents, below the prefix")
include(GNUInstallDirs)

set(PIO_PRIVATE_DIR ${CMAKE_INSTALL_LIBDIR}/inference-pio)
set(PIO_DATA_DIR ${CMAKE_INSTALL_DATADIR}/inference-pio)
set(PIO_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/InferencePIO)
foreach(place BINDIR LIBDIR INCLUDEDIR DATADIR)
    if(IS_ABSOLUTE "${CMAKE_INSTALL_${place}}")
        message(FATAL_ERROR "CMAKE_INSTALL_${place} must be relative to the prefix: an installation can be moved")
    endif()
endforeach()
