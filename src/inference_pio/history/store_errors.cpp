#include "history/store_errors.hpp"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

namespace inference_pio {
namespace {

// A store whose version is ours but whose tables are not has lost them.
bool lacks_its_tables(std::string_view message) {
    return message.find("no such table") != std::string_view::npos ||
           message.find("no such column") != std::string_view::npos;
}

}  // namespace

Error store_error(const std::filesystem::path& file, std::string_view action, const SQLite::Exception& exception) {
    const std::string_view said = exception.what();
    std::string message = fmt::format("cannot {} {}: {}", action, file.string(), said);
    const int code = exception.getErrorCode() < 0 ? SQLITE_ERROR : exception.getErrorCode() & 0xff;
    switch (code) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorKind::malformed, std::move(message), std::string(kRebuildRemedy)};
        case SQLITE_FULL:
            return {ErrorKind::io, std::move(message),
                    "free some space there; the plain files of the run are not lost"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            return {ErrorKind::io, std::move(message),
                    "make the file and its folder writable, or choose another folder with --results-dir"};
        case SQLITE_IOERR:
            return {ErrorKind::io, std::move(message), "check the disk and its quota; then try again"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorKind::timed_out, std::move(message),
                    "another process has been writing for long: try again when it has ended"};
        case SQLITE_NOMEM:
            return {ErrorKind::out_of_memory, std::move(message), "free some memory, and try again"};
        default:
            break;
    }
    if (lacks_its_tables(said)) return {ErrorKind::malformed, std::move(message), std::string(kRebuildRemedy)};
    return {ErrorKind::internal, std::move(message), {}};
}

}  // namespace inference_pio
