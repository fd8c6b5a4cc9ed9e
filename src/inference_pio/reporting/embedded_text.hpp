// Text as it is carried inside of an HTML page: gzip (RFC 1952), then base64 (RFC 4648). Letters, digits, '+', '/' and
// '=' only: nothing in the text can be markup, whatever it holds.
//
// Pure: the same text gives the same bytes. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace inference_pio {

[[nodiscard]] std::string gzip_of(std::string_view bytes);

[[nodiscard]] std::string base64_of(std::string_view bytes);

// Base64 of gzip.
[[nodiscard]] std::string embedded_text(std::string_view text);

}  // namespace inference_pio
