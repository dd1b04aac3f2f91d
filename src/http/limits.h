#pragma once

#include <chrono>
#include <cstddef>

namespace likely::http {

// Every limit of the HTTP door, in one place (docs/limits.md prints them).
struct Limits {
  size_t head_bytes = 16 << 10;  // request line and headers; beyond: 431
  size_t url_bytes = 8 << 10;    // beyond: 414
  std::chrono::milliseconds head_time{
      10'000};  // from the first byte to the end of the headers; 408
  std::chrono::milliseconds body_time{30'000};   // from the headers to the end of the body; 408
  std::chrono::milliseconds idle_time{65'000};   // between two requests; closed without a word
  std::chrono::milliseconds write_time{30'000};  // for a client to take an answer
  size_t connections = 12'000;                   // all together; beyond: 503, closed
  size_t connections_per_address = 10'000;       // beyond: 503, closed
  size_t body_memory_bytes = 64 << 20;           // bodies held at one time; beyond: 503
  size_t worker_queue = 256;                     // requests waiting for a worker; beyond: 503
};

// The Tracking API, on inflated bytes; what one call or batch may have says intake/receive_call.h.
inline constexpr size_t kTrackingBodyBytes = 500 << 10;

// What any other route takes, unless it says otherwise.
inline constexpr size_t kBodyBytes = 1 << 20;

// One part of an upload.
inline constexpr size_t kUploadBytes = 16 << 20;

// Seconds that a refused client is told to wait.
inline constexpr int kRetryAfterS = 1;

}  // namespace likely::http
