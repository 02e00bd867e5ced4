package org.morango.example.clinic;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface Diagnoses extends JpaRepository<Diagnosis, Long> {
    Optional<Diagnosis> findByCode(String code);
}
