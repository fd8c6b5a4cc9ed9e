# Run by CPack on what it is about to pack: puts it as Debian wants it.

set(usr ${CPACK_TEMPORARY_DIRECTORY}/usr)
set(doc ${usr}/share/doc/inference-pio-bench)

file(REMOVE ${doc}/LICENSE ${doc}/llama.cpp.txt)  # in `copyright`
file(COPY_FILE ${CPACK_PIO_SOURCE}/cmake/debian/copyright ${doc}/copyright)
execute_process(COMMAND date -uR -d @$ENV{SOURCE_DATE_EPOCH} OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${doc}/changelog "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
     "  * What changed stands in CHANGELOG.md.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")

file(MAKE_DIRECTORY ${usr}/share/zsh/vendor-completions ${usr}/share/lintian/overrides)
file(RENAME ${usr}/share/zsh/site-functions/_piobench ${usr}/share/zsh/vendor-completions/_piobench)
file(REMOVE ${usr}/share/zsh/site-functions)
file(COPY_FILE ${CPACK_PIO_SOURCE}/cmake/debian/lintian-overrides
     ${usr}/share/lintian/overrides/inference-pio-bench)

# CPack strips only what CMake itself built.
file(GLOB engine LIST_DIRECTORIES false ${usr}/lib/inference-pio/engine/*.so*)
foreach(library ${engine})
    if(NOT IS_SYMLINK ${library})
        execute_process(COMMAND strip --strip-unneeded ${library} COMMAND_ERROR_IS_FATAL ANY)
    endif()
endforeach()
file(GLOB pages ${usr}/share/man/man1/*.1)
execute_process(COMMAND gzip -9n ${pages} ${doc}/changelog COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND chmod -R u=rwX,go=rX ${usr} COMMAND_ERROR_IS_FATAL ANY)
