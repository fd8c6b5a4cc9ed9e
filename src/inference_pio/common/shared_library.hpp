// A shared library that is opened at run time, so that the program runs where it is not installed.
//
// Thread safety: plain move-only value; symbols may be called as the library itself allows.
#pragma once

#include <inference_pio/result.hpp>
#include <memory>
#include <string>
#include <vector>

namespace inference_pio {

class SharedLibrary {
public:
    // The first of `names` (sonames or paths) that can be opened. Errors: not_found where none is there, io
    // where one is there but cannot be loaded; the message holds the loader's words.
    [[nodiscard]] static Result<SharedLibrary> open(const std::vector<std::string>& names);

    [[nodiscard]] const std::string& name() const { return name_; }

    // Puts the function's address into `function`, a pointer to function. Errors: unsupported, naming the symbol.
    template <class Function>
    [[nodiscard]] Result<void> find(const char* symbol, Function*& function) const {
        const Result<void*> address = find_address(symbol);
        if (!address) return fail(address.error());
        function = reinterpret_cast<Function*>(*address);
        return {};
    }

private:
    struct Close {
        void operator()(void* handle) const;
    };

    SharedLibrary(void* handle, std::string name);

    [[nodiscard]] Result<void*> find_address(const char* symbol) const;

    std::unique_ptr<void, Close> handle_;
    std::string name_;
};

}  // namespace inference_pio
