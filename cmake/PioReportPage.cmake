# The page of the HTML report, and the script that draws its charts as SVG files: <build>/share/report/index.html and
# draw_svg.mjs, made from web/report/ by npm.
#
# Without npm or web/report/ there are none; `piobench report --html` then says so. Their tests run in the copy that they
# were built in.

function(pio_add_report_page)
    set(folder ${CMAKE_SOURCE_DIR}/web/report)
    find_program(NPM npm)
    if(NOT NPM OR NOT EXISTS ${folder}/package.json)
        message(STATUS "The report's page is not built: npm or web/report/package.json is missing")
        add_custom_target(report_page)  # for whoever names it
        return()
    endif()
    file(GLOB settings CONFIGURE_DEPENDS LIST_DIRECTORIES false ${folder}/* ${folder}/.npmrc)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/src/* ${folder}/svg/* ${folder}/tests/*)
    set(place ${CMAKE_BINARY_DIR}/share/report)
    set(made ${place}/index.html ${place}/draw_svg.mjs)
    add_custom_command(
        OUTPUT ${made}
        COMMAND ${CMAKE_COMMAND} -DNPM=${NPM} -DSOURCE=${folder} -DCOPY=${CMAKE_BINARY_DIR}/report_page
                -DPLACE=${place} -P ${CMAKE_SOURCE_DIR}/cmake/build_report_page.cmake
        DEPENDS ${settings} ${sources} ${CMAKE_SOURCE_DIR}/cmake/build_report_page.cmake
        COMMENT "Building the report's page"
        VERBATIM)
    add_custom_target(report_page ALL DEPENDS ${made})
    if(PIO_BUILD_TESTS)
        add_test(NAME report_page COMMAND ${NPM} run --silent verify WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/report_page)
        set_tests_properties(report_page PROPERTIES ENVIRONMENT PIO_GOLDEN=${CMAKE_SOURCE_DIR}/tests/golden)
    endif()
endfunction()
