package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/** A user of one installation, which is not synced. */
@Entity
public class Account {
    @Id
    @GeneratedValue
    private Long id;
}
