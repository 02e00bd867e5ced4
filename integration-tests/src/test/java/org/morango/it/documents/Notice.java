package org.morango.it.documents;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/** An entity that the application does not sync. */
@Entity
public class Notice {
    @Id
    @GeneratedValue
    private long id;

    private String text;

    protected Notice() {}

    public Notice(String text) {
        this.text = text;
    }

    public String text() {
        return id + ": " + text;
    }
}
