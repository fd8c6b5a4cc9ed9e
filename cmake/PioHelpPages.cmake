# Manual pages and completions, written by a program that knows the command line's own definition: below <build>/share/help.
#
# Their date is SOURCE_DATE_EPOCH where that is set, else the last commit's, else today.

set(PIO_HELP_DIR ${CMAKE_BINARY_DIR}/share/help)
set(PIO_HELP_DATE "")
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
    execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} log -1 --format=%cs OUTPUT_VARIABLE PIO_HELP_DATE ERROR_QUIET
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
if(NOT PIO_HELP_DATE)
    string(TIMESTAMP PIO_HELP_DATE %Y-%m-%d UTC)
endif()
file(RELATIVE_PATH PIO_BROUGHT /${CMAKE_INSTALL_BINDIR} /${PIO_PRIVATE_DIR})

add_executable(piobench-help-pages ${CMAKE_SOURCE_DIR}/src/inference_pio/cli/help_pages_main.cpp)
set_target_properties(piobench-help-pages PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/libexec)
target_link_libraries(piobench-help-pages PRIVATE pio_cli pio_options)
add_custom_command(
    OUTPUT ${PIO_HELP_DIR}/made
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${PIO_HELP_DIR}
    COMMAND piobench-help-pages ${PIO_HELP_DIR} ${PIO_HELP_DATE} ${PIO_BROUGHT}
    COMMAND ${CMAKE_COMMAND} -E touch ${PIO_HELP_DIR}/made
    COMMENT "Writing manual pages and completions"
    VERBATIM)
add_custom_target(help_pages ALL DEPENDS ${PIO_HELP_DIR}/made)
