package org.morango.it.documents.howto;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A row that every installation already had in its own table, with its own numbers. */
@Entity
@Syncable(profile = "library", model = "book")
public class Book extends SyncableEntity {
    private String library = "";
    private String isbn = "";
    private String title = "";

    protected Book() {}

    public Book(String library, String isbn, String title) {
        this.library = library;
        this.isbn = isbn;
        this.title = title;
    }

    @Override
    protected String sourceId() {
        return isbn;
    }

    @Override
    protected String partition() {
        return library + ":books";
    }

    public String title() {
        return title;
    }
}
