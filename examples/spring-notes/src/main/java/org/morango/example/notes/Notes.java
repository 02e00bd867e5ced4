package org.morango.example.notes;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface Notes extends JpaRepository<Note, Long> {
    @Query("select n from Note n join fetch n.notebook order by n.written, n.id")
    List<Note> inOrder();
}
