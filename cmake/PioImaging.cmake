# The libraries that images are resized and decoded with: OpenCV's core and imgproc, and stb's headers.
#
# Gives the target `pio_opencv` and the variable PIO_STB_DIR (the folder of stb_image.h).

find_path(PIO_STB_DIR stb_image.h PATH_SUFFIXES stb REQUIRED)

add_library(pio_opencv INTERFACE)
find_package(OpenCV QUIET COMPONENTS core imgproc)
if(OpenCV_FOUND)
    target_include_directories(pio_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
    target_link_libraries(pio_opencv INTERFACE ${OpenCV_LIBS})
else()
    # Debian keeps OpenCV's CMake files in the package of all its modules, which nothing here needs.
    find_path(PIO_OPENCV_DIR opencv2/imgproc.hpp PATH_SUFFIXES opencv4 REQUIRED)
    target_include_directories(pio_opencv SYSTEM INTERFACE ${PIO_OPENCV_DIR})
    foreach(module core imgproc)
        find_library(PIO_OPENCV_${module} opencv_${module} REQUIRED)
        target_link_libraries(pio_opencv INTERFACE ${PIO_OPENCV_${module}})
    endforeach()
endif()
