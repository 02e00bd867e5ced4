package org.morango.spring.app;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

public interface NotebookRepository extends JpaRepository<Notebook, String> {
    Optional<Notebook> findByTitle(String title);
}
