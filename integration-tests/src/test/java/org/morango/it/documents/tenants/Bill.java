package org.morango.it.documents.tenants;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.hibernate.annotations.TenantId;
import org.morango.hibernate.mapping.Syncable;

/** A bill of one of the practices whose bills are in this table. */
@Entity
@Syncable(profile = "practices", model = "bill", partition = "${root}:tenants:${tenant}:")
public class Bill {
    @Id
    @GeneratedValue
    private Long id;

    @TenantId
    private String tenant;

    private String text;

    protected Bill() {}

    public Bill(String text) {
        this.text = text;
    }

    public String getText() {
        return text;
    }
}
