// Starts a program with pipes: the fork and the exec of child_process.hpp, apart from what happens to
// the child afterwards.
//
// Thread safety: may be called from any thread. The child is killed when the *thread* that started it
// ends, so a thread that launches has to outlive its children.
#pragma once

#include <sys/types.h>

#include "common/child_process.hpp"

namespace inference_pio {

// A file descriptor that is closed with its owner.
class OwnedDescriptor {
public:
    OwnedDescriptor() = default;
    explicit OwnedDescriptor(int number) : number_(number) {}
    OwnedDescriptor(OwnedDescriptor&& other) noexcept;
    OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept;
    OwnedDescriptor(const OwnedDescriptor&) = delete;
    OwnedDescriptor& operator=(const OwnedDescriptor&) = delete;
    ~OwnedDescriptor() { close(); }

    void close() noexcept;
    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }

private:
    int number_ = -1;
};

// What the parent holds of a child that runs. Its ends of the pipes do not block.
struct StartedProcess {
    pid_t pid = -1;
    OwnedDescriptor input;
    OwnedDescriptor output;
    OwnedDescriptor errors;
    OwnedDescriptor events;  // not open where the spec asks for no event pipe
    OwnedDescriptor end;     // a pidfd, readable once the child ended; not open on kernels without it
    Bytes memory_floor;      // the parent's resident set just before the fork
};

// Errors: not_found (no such program), io (naming the step that the operating system refused).
[[nodiscard]] Result<StartedProcess> start_process(const LaunchSpec& spec);

}  // namespace inference_pio
