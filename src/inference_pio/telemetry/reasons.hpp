// Why something could not be read: name of the evidence or metric -> one line for people.
#pragma once

#include <map>
#include <string>

namespace inference_pio {

using Reasons = std::map<std::string, std::string>;

}  // namespace inference_pio
