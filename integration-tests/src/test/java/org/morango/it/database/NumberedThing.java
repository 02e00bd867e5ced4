package org.morango.it.database;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.simulation.LessonDatabase;

/** An entity of which each database numbers its own rows, and whose values say which rows are the same record. */
@Entity(name = "NumberedThing")
@Table(uniqueConstraints = @UniqueConstraint(columnNames = {"source", "place"}))
@Syncable(
        profile = InMemoryReplica.PROFILE,
        model = LessonDatabase.MODEL,
        identity = Identity.NATURAL,
        natural = {"source", "place"},
        partition = "${root}:${place}:")
public class NumberedThing implements AnyThing {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    String source = "";
    String place = "";

    @Nullable
    String text;

    @Nullable
    Integer token;

    protected NumberedThing() {}

    NumberedThing(String source, String place) {
        this.source = source;
        this.place = place;
    }

    @Override
    public void set(@Nullable String newText, @Nullable Integer newToken) {
        text = newText;
        token = newToken;
    }

    @Override
    public String content() {
        return AnyThing.content(source, place, text, token);
    }
}
