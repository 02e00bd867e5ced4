package org.morango.example.notes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;

/** A notebook. */
@Entity
@Syncable(profile = NotesApplication.PROFILE, model = "notebook")
class Notebook {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @Column(length = 200, nullable = false)
    private String title = "";

    protected Notebook() {}

    Notebook(String title) {
        this.title = title;
    }

    long id() {
        return Objects.requireNonNull(id);
    }

    String title() {
        return title;
    }
}
