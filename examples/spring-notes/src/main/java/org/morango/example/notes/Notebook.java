package org.morango.example.notes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A notebook. */
@Entity
@Syncable(profile = NotesApplication.PROFILE, model = "notebook")
class Notebook extends SyncableEntity {
    @Column(length = 32, nullable = false)
    private String root = "";

    @Column(length = 200, nullable = false)
    private String title = "";

    protected Notebook() {}

    Notebook(String root, String title) {
        this.root = root;
        this.title = title;
    }

    @Override
    protected String partition() {
        return root + ":notebooks";
    }

    String root() {
        return root;
    }

    String title() {
        return title;
    }
}
