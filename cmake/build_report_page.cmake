# Builds web/report in a copy, so that nothing is written into the source tree, and puts in place what it makes, the page
# and the script that draws its charts as files:
#   cmake -DNPM=… -DSOURCE=web/report -DCOPY=<build>/report_page -DPLACE=<build>/share/report -P <this file>

set(ENV{CI} 1)

function(run_npm)
    execute_process(COMMAND ${NPM} ${ARGN} WORKING_DIRECTORY ${COPY} RESULT_VARIABLE result OUTPUT_VARIABLE output
                    ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
        list(JOIN ARGN " " words)
        message(FATAL_ERROR "npm ${words} failed in ${COPY}:\n${output}\n"
                            "Without the page all else builds: cmake -DPIO_BUILD_REPORT_PAGE=OFF")
    endif()
endfunction()

# Sources that are gone must not stay in the copy; the installed packages may.
file(GLOB old LIST_DIRECTORIES true ${COPY}/* ${COPY}/.npmrc)
list(FILTER old EXCLUDE REGEX "/(node_modules|installed\\.txt)$")
if(old)
    file(REMOVE_RECURSE ${old})
endif()
file(COPY ${SOURCE}/ DESTINATION ${COPY} PATTERN node_modules EXCLUDE PATTERN dist EXCLUDE)

file(SHA256 ${COPY}/package-lock.json wanted)
set(installed "")
if(EXISTS ${COPY}/installed.txt)
    file(READ ${COPY}/installed.txt installed)
endif()
if(NOT installed STREQUAL wanted)
    run_npm(ci --no-audit --no-fund)
    file(WRITE ${COPY}/installed.txt ${wanted})
endif()
run_npm(run build)

file(MAKE_DIRECTORY ${PLACE})
foreach(made index.html draw_svg.mjs)
    file(COPY_FILE ${COPY}/dist/${made} ${PLACE}/${made})  # the tests open the other one
endforeach()
