package org.morango.example.clinic;

import org.springframework.data.jpa.repository.JpaRepository;

interface Doctors extends JpaRepository<Doctor, Long> {}
