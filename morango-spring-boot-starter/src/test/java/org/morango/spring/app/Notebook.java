package org.morango.spring.app;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity of an application. */
@Entity
@Syncable(profile = "notes", model = "notebook")
public class Notebook extends SyncableEntity {
    private String root = "";
    private String title = "";

    protected Notebook() {}

    public Notebook(String root, String title) {
        this.root = root;
        this.title = title;
    }

    @Override
    protected String partition() {
        return root + ":notebooks";
    }

    public String getTitle() {
        return title;
    }

    public void setTitle(String title) {
        this.title = title;
    }
}
