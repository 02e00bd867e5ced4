package org.morango.servlet;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A note with a unique text. */
@Entity
@Syncable(profile = "notes", model = "note")
class JtaNote extends SyncableEntity {
    @Column(length = 32, nullable = false)
    private String root = "";

    @Column(length = 200, nullable = false, unique = true)
    private String text = "";

    protected JtaNote() {}

    JtaNote(String root, String text) {
        this.root = root;
        this.text = text;
    }

    @Override
    protected String partition() {
        return root + ":notes";
    }

    String text() {
        return text;
    }
}
