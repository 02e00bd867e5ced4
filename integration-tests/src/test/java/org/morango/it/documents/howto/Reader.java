package org.morango.it.documents.howto;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** A reader, whose card number is the key everywhere. */
@Entity
@Syncable(profile = "library", model = "reader", identity = Identity.KEY, partition = "${root}:readers")
public class Reader {
    @Id
    private String card;

    private String name = "";

    protected Reader() {}
}
