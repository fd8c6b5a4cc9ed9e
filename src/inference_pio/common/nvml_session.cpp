#include "common/nvml_session.hpp"

#include <fmt/format.h>

#include <utility>

namespace inference_pio {

namespace {

constexpr unsigned kMostGpus = 1024;

}  // namespace

NvmlSession::NvmlSession(SharedLibrary library, const Functions& functions)
    : library_(std::move(library)), functions_(functions) {}

NvmlSession::NvmlSession(NvmlSession&& other) noexcept
    : library_(std::move(other.library_)), functions_(other.functions_), open_(std::exchange(other.open_, false)) {}

NvmlSession::~NvmlSession() {
    if (open_) functions_.shutdown();
}

Result<NvmlSession> NvmlSession::open(const std::vector<std::string>& library_names) {
    Result<SharedLibrary> library = SharedLibrary::open(library_names);
    if (!library) return fail(library.error());
    Functions functions;
    const Result<void> found =
        library->find("nvmlInit_v2", functions.init)
            .and_then([&] { return library->find("nvmlShutdown", functions.shutdown); })
            .and_then([&] { return library->find("nvmlErrorString", functions.error_string); })
            .and_then([&] { return library->find("nvmlDeviceGetCount_v2", functions.count); })
            .and_then([&] { return library->find("nvmlDeviceGetHandleByIndex_v2", functions.handle); });
    if (!found) return fail(found.error());
    NvmlSession session(*std::move(library), functions);
    if (const NvmlStatus status = functions.init(); status != kNvmlSuccess) {
        return fail(ErrorKind::io, session.explain("nvmlInit_v2", status), "see what nvidia-smi says");
    }
    session.open_ = true;
    return session;
}

Result<unsigned> NvmlSession::count() const {
    unsigned count = 0;
    if (const NvmlStatus status = functions_.count(&count); status != kNvmlSuccess) {
        return fail(ErrorKind::io, explain("nvmlDeviceGetCount_v2", status));
    }
    if (count > kMostGpus) return fail(ErrorKind::malformed, fmt::format("nvmlDeviceGetCount_v2 says {} GPUs", count));
    return count;
}

Result<NvmlDevice> NvmlSession::device(unsigned index) const {
    NvmlDevice device = nullptr;
    if (const NvmlStatus status = functions_.handle(index, &device); status != kNvmlSuccess) {
        return fail(ErrorKind::io, explain("nvmlDeviceGetHandleByIndex_v2", status));
    }
    return device;
}

std::string NvmlSession::explain(std::string_view function, NvmlStatus status) const {
    const char* words = functions_.error_string(status);
    return fmt::format("{}: {} (code {})", function, words != nullptr ? words : "no explanation", status);
}

}  // namespace inference_pio
