package org.morango.it.documents.triggers;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Capture;
import org.morango.hibernate.mapping.Syncable;

/** A loan, which other programs write as well. */
@Entity
@Syncable(profile = "library", model = "loan", capture = Capture.TRIGGERS)
public class Loan {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Integer number;

    private String reader;

    protected Loan() {}

    public String reader() {
        return reader;
    }
}
