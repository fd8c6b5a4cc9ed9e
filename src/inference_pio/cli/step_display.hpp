// Progress of a job that is told in lines: one line that redraws itself on a terminal; elsewhere a line for each part of
// the work (what stands before the first colon).
//
// Thread safety: used by the main thread only.
#pragma once

#include <string>
#include <string_view>

#include "cli/terminal.hpp"

namespace inference_pio {

class StepDisplay {
public:
    explicit StepDisplay(Terminal terminal) : terminal_(terminal) {}
    ~StepDisplay() { wipe(); }
    StepDisplay(const StepDisplay&) = delete;
    StepDisplay& operator=(const StepDisplay&) = delete;

    void show(std::string_view line);

private:
    void wipe() const;

    Terminal terminal_;
    std::string part_;
    bool drawn_ = false;
};

}  // namespace inference_pio
