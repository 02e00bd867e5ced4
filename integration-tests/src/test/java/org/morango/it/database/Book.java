package org.morango.it.database;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.Syncable;
import org.morango.testkit.InMemoryReplica;

/** An entity with a key of its own that refers to another. */
@Entity(name = "Book")
@Syncable(profile = InMemoryReplica.PROFILE, model = Book.MODEL)
public class Book {
    static final String MODEL = "book";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String title = "";

    @ManyToOne(optional = false)
    Shelf shelf;

    protected Book() {}

    Book(String title, Shelf shelf) {
        this.title = title;
        this.shelf = shelf;
    }
}
