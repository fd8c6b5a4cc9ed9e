#include "common/shared_library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <utility>

namespace inference_pio {

namespace {

std::string loader_words() {
    const char* words = ::dlerror();
    return words != nullptr ? words : "the loader gives no reason";
}

}  // namespace

void SharedLibrary::Close::operator()(void* handle) const { ::dlclose(handle); }

SharedLibrary::SharedLibrary(void* handle, std::string name) : handle_(handle), name_(std::move(name)) {}

Result<SharedLibrary> SharedLibrary::open(const std::vector<std::string>& names) {
    std::string refusal;  // a library that is there but does not load is the one to tell about
    for (const std::string& name : names) {
        // RTLD_LAZY: drivers name symbols that are resolved only on machines that need them.
        if (void* handle = ::dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL)) return SharedLibrary(handle, name);
        const std::string words = loader_words();
        const bool missing = words.find("No such file") != std::string::npos && words.starts_with(name);
        if (!missing && refusal.empty()) refusal = words;
    }
    if (!refusal.empty()) return fail(ErrorKind::io, fmt::format("the driver library does not load: {}", refusal));
    return fail(ErrorKind::not_found, fmt::format("no driver library: {} is not installed", fmt::join(names, " or ")));
}

Result<void*> SharedLibrary::find_address(const char* symbol) const {
    ::dlerror();
    if (void* address = ::dlsym(handle_.get(), symbol)) return address;
    return fail(ErrorKind::unsupported, fmt::format("{} has no function {}", name_, symbol), "update the driver");
}

}  // namespace inference_pio
