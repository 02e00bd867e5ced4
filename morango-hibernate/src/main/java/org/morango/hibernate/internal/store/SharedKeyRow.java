package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.Length;
import org.hibernate.annotations.JavaType;

/** The key that others may sign certificates for: one row, id 1. */
@Entity(name = "MorangoSharedKeyRow")
@Table(name = "morango_shared_key")
public class SharedKeyRow {
    @Id
    @Column(name = "id", nullable = false)
    public int id;

    @JavaType(SecretText.class)
    @Column(name = "private_key", length = Length.LONG32, nullable = false)
    public String privateKey = "";
}
