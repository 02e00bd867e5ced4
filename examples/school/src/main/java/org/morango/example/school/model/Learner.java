package org.morango.example.school.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** A learner. Its id is its source id: the given id, or one that follows from the name and is the same everywhere. */
@Entity
@Syncable(profile = "facilitydata", model = "user", id = RecordIdRule.SOURCE_ID)
public class Learner extends SyncableEntity {
    private static final String NAMESPACE = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    @Column(length = 128, nullable = false)
    private String password = "";

    private @Nullable Instant lastLogin;

    @Column(nullable = false)
    private boolean isStaff;

    @Column(nullable = false)
    private boolean isSuperuser;

    @Column(length = 20, nullable = false, unique = true)
    private String username = "";

    protected Learner() {}

    /** Makes a learner whose id follows from the name. */
    public Learner(String username) {
        this.username = username;
    }

    /** Makes a learner with a given id of 32 hexadecimal digits. */
    public static Learner withId(String id, String username) {
        Learner learner = new Learner(username);
        learner.setId(id);
        return learner;
    }

    @Override
    protected String sourceId() {
        return getId() != null ? getId() : idOf(username);
    }

    @Override
    protected String partition() {
        return ID + ":user";
    }

    /** Returns the id of a learner without a given id: the version 5 UUID of the name, without dashes. */
    public static String idOf(String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(HexFormat.of().parseHex(NAMESPACE));
            byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
            hash[6] = (byte) (hash[6] & 0x0f | 0x50);
            hash[8] = (byte) (hash[8] & 0x3f | 0x80);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-1", e);
        }
    }

    public String getUsername() {
        return username;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public boolean isStaff() {
        return isStaff;
    }

    public boolean isSuperuser() {
        return isSuperuser;
    }

    public @Nullable Instant getLastLogin() {
        return lastLogin;
    }

    public void setLastLogin(Instant lastLogin) {
        this.lastLogin = lastLogin;
    }
}
