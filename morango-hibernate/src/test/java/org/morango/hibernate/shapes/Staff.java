package org.morango.hibernate.shapes;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.UpdateTimestamp;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** Long keys from one sequence, an auditing superclass, authorities whose names are their keys, and an enum. */
public final class Staff implements PublicApplication {
    @MappedSuperclass
    public abstract static class Audited {
        @Column(updatable = false)
        protected String createdBy = "system";

        @CreationTimestamp
        protected Instant createdDate;

        @UpdateTimestamp
        protected Instant lastModifiedDate;

        @Version
        protected int version;
    }

    @Entity
    @Syncable(profile = "p", model = "authority", identity = Identity.KEY)
    public static class Authority {
        @Id
        @Column(length = 50)
        private String name;
    }

    @Entity
    @Syncable(profile = "p", model = "login")
    public static class Login extends Audited {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "staff")
        @SequenceGenerator(name = "staff", sequenceName = "staff_numbers")
        private Long id;

        @Column(unique = true, nullable = false, length = 50)
        private String login;

        private boolean activated;

        @ManyToMany
        @JoinTable(
                name = "login_authority",
                joinColumns = @JoinColumn(name = "login_id"),
                inverseJoinColumns = @JoinColumn(name = "authority_name"))
        private Set<Authority> authorities = new HashSet<>();
    }

    @Embeddable
    public static class Address {
        private String street;
        private String city;
    }

    @Entity
    @Syncable(profile = "p", model = "department")
    public static class Department {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "staff")
        private Long id;

        private String name;

        @Embedded
        private Address address;
    }

    public enum Language {
        FRENCH,
        ENGLISH
    }

    @Entity
    @Syncable(profile = "p", model = "employee")
    public static class Employee extends Audited {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "staff")
        private Long id;

        private String name;

        @Column(precision = 21, scale = 2)
        private BigDecimal salary;

        @Enumerated(EnumType.STRING)
        private Language language;

        @OneToOne
        @JoinColumn(unique = true)
        private Login login;

        @ManyToOne
        private Employee manager;

        @ManyToOne
        private Department department;
    }

    @Override
    public List<Class<?>> entities() {
        return List.of(Authority.class, Login.class, Department.class, Employee.class);
    }

    /** The instants are compared; only the version counts at each peer. */
    @Override
    public String[] localColumns() {
        return new String[] {"VERSION"};
    }

    @Override
    public void fill(Session session, String site) {
        Authority user = new Authority();
        user.name = "ROLE_USER";
        Authority own = new Authority();
        own.name = "ROLE_" + site;
        session.persist(user);
        session.persist(own);
        Department department = new Department();
        department.name = "department of " + site;
        department.address = new Address();
        department.address.city = site;
        session.persist(department);
        Employee boss = null;
        for (int i = 0; i < 3; i++) {
            Login login = new Login();
            login.login = site + i;
            login.activated = i > 0;
            login.authorities.add(user);
            login.authorities.add(own);
            session.persist(login);
            Employee employee = new Employee();
            employee.name = "employee " + i + " of " + site;
            employee.salary = new BigDecimal("1000.50");
            employee.language = i == 0 ? null : Language.ENGLISH;
            employee.login = login;
            employee.manager = boss;
            employee.department = department;
            session.persist(employee);
            boss = employee;
        }
    }

    @Override
    public void change(Session session, String site) {
        Employee middle = PublicApplication.find(session, Employee.class, "name", "employee 1 of " + site);
        middle.language = Language.FRENCH;
        middle.manager = null;
        Login login = PublicApplication.find(session, Login.class, "login", site + "1");
        login.authorities.removeIf(authority -> authority.name.equals("ROLE_USER"));
        Employee last = PublicApplication.find(session, Employee.class, "name", "employee 2 of " + site);
        session.remove(last);
        session.remove(PublicApplication.find(session, Login.class, "login", site + "2"));
    }
}
