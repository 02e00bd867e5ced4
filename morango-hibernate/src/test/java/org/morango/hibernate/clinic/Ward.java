package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.SourceType;
import org.morango.hibernate.mapping.Syncable;

/** An entity whose rows a sequence numbers, and of which the database makes a value. */
@Entity
@Syncable(profile = "facilitydata", model = "ward")
public class Ward {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    public int number;

    public String name;

    @ManyToOne(fetch = FetchType.LAZY)
    public Ward within;

    @CurrentTimestamp(source = SourceType.DB)
    public Instant saved;

    protected Ward() {}

    public Ward(String name, Ward within) {
        this.name = name;
        this.within = within;
    }
}
