package org.morango.it.documents.howto;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** A title, which every library numbers itself. */
@Entity
@Syncable(profile = "library", model = "book", identity = Identity.NATURAL, natural = "isbn")
public class Book {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Integer number;

    @Column(unique = true, nullable = false)
    private String isbn;

    private String title = "";

    protected Book() {}
}
