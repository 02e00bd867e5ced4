package org.morango.example.notes;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface Notebooks extends JpaRepository<Notebook, Long> {
    List<Notebook> findAllByOrderByTitle();
}
