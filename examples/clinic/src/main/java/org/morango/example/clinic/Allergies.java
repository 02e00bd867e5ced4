package org.morango.example.clinic;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface Allergies extends JpaRepository<Allergy, Long> {
    Optional<Allergy> findByCode(String code);
}
