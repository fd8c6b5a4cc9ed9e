// NVML, NVIDIA's management library, opened at run time and shut down again by its owner. The part of its
// binary interface that is called here is declared, not included, because the program is built where no
// driver is installed; NVIDIA keeps these functions stable (NVML API reference, "Device Queries").
//
// Thread-safe: NVML is.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "common/shared_library.hpp"

namespace inference_pio {

using NvmlStatus = int;
using NvmlDevice = void*;

inline constexpr NvmlStatus kNvmlSuccess = 0;

class NvmlSession {
public:
    // `library_names`: where the library may be, the preferred name first. Errors: not_found (not
    // installed), unsupported (a function is missing), io (the driver refuses; its words).
    [[nodiscard]] static Result<NvmlSession> open(const std::vector<std::string>& library_names);

    NvmlSession(NvmlSession&& other) noexcept;
    NvmlSession(const NvmlSession&) = delete;
    NvmlSession& operator=(const NvmlSession&) = delete;
    NvmlSession& operator=(NvmlSession&&) = delete;
    ~NvmlSession();

    // For further functions of the library.
    [[nodiscard]] const SharedLibrary& library() const { return library_; }

    // GPUs that the driver lists. Errors: io, its words; malformed for a count that cannot be.
    [[nodiscard]] Result<unsigned> count() const;

    // Errors: io. A GPU that fell off the bus is listed and refused here.
    [[nodiscard]] Result<NvmlDevice> device(unsigned index) const;

    // "nvmlDeviceGetName: GPU is lost (code 15)"
    [[nodiscard]] std::string explain(std::string_view function, NvmlStatus status) const;

private:
    struct Functions {
        NvmlStatus (*init)() = nullptr;
        NvmlStatus (*shutdown)() = nullptr;
        const char* (*error_string)(NvmlStatus) = nullptr;
        NvmlStatus (*count)(unsigned*) = nullptr;
        NvmlStatus (*handle)(unsigned, NvmlDevice*) = nullptr;
    };

    NvmlSession(SharedLibrary library, const Functions& functions);

    SharedLibrary library_;
    Functions functions_;
    bool open_ = false;  // this object is the one that shuts down
};

}  // namespace inference_pio
