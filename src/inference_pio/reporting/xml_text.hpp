// Words as XML 1.0: content and values of attributes.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace inference_pio {

// Clean words, escaped for content and for attributes in double quotes. No blanks at the ends, runs of blanks as one:
// schemas call names tokens.
[[nodiscard]] std::string xml_text(std::string_view text);

// ` name="value"`.
[[nodiscard]] std::string xml_attribute(std::string_view name, std::string_view value);

}  // namespace inference_pio
