package org.morango.example.clinic;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface Visits extends JpaRepository<Visit, Long> {
    @Query("""
            select v from Visit v join fetch v.doctor left join fetch v.diagnosis
            where v.patient = :patient order by v.startedAt""")
    List<Visit> of(Patient patient);
}
