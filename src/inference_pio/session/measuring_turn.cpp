#include "session/measuring_turn.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/files.hpp"

namespace inference_pio {

Result<FileLock> take_measuring_turn(const std::function<void(std::string_view)>& step, const SessionMachine& machine) {
    constexpr Nanoseconds kPause = std::chrono::milliseconds(200);
    const auto folder = user_cache_folder();
    if (auto made = make_folders(folder); !made) return fail(std::move(made.error()));
    const auto file = folder / "measuring.lock";
    for (bool told = false;; told = true) {
        auto turn = FileLock::try_acquire(file);
        if (!turn) return fail(std::move(turn.error()));
        if (*turn) return *std::move(*turn);
        if (!told && step) {
            const auto holder = read_lock_holder(file);
            step(fmt::format("another piobench measures on this machine{}: waiting for its end",
                             holder ? fmt::format(" (process {})", *holder) : ""));
        }
        if (machine.cancellation != nullptr && machine.cancellation->requested()) {
            return fail(ErrorKind::cancelled, "interrupted while waiting for another piobench to end");
        }
        machine.clock.sleep_for(kPause);
    }
}

}  // namespace inference_pio
