// The doctor's single checks: each looks at one thing and gives one finding. doctor.cpp puts them together.
//
// Pure. Thread-safe.
#pragma once

#include "session/doctor.hpp"

namespace inference_pio {

// doctor_processor_checks.cpp
[[nodiscard]] DoctorFinding check_governor(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_turbo(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_threads(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_quota(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_other_processes(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_cpu_pressure(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_steal(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_virtualisation(const DoctorReadings& readings);

// doctor_memory_checks.cpp
[[nodiscard]] DoctorFinding check_memory(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_memory_limit(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_memory_pressure(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_swap(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_huge_pages(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_io_pressure(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_cache(const DoctorReadings& readings);

// doctor_evidence_checks.cpp
[[nodiscard]] DoctorFinding check_counters(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_energy(const DoctorReadings& readings);
[[nodiscard]] DoctorFinding check_sensors(const DoctorReadings& readings);

}  // namespace inference_pio
