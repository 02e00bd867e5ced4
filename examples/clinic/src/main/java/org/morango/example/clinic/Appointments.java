package org.morango.example.clinic;

import java.time.LocalDateTime;
import org.springframework.data.jpa.repository.JpaRepository;

interface Appointments extends JpaRepository<Appointment, Long> {
    boolean existsByDoctorAndScheduledFor(Doctor doctor, LocalDateTime scheduledFor);
}
