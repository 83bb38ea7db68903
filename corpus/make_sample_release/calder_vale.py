"""The papers of the invented Calder Vale Safeguarding Children Board, 2013 to 2016."""

from __future__ import annotations

from corpus.make_sample_release.blocks import Heading, Item, Paper, Paragraph, Table, Title

DECISION_FORM_2013 = Paper(
    header="Calder Vale Safeguarding Children Board",
    footer="Form SCR2 (April 2013)        RESTRICTED when completed",
    blocks=(
        Title("Consideration of a Serious Case Review", ("Record of recommendation and decision",)),
        Table(
            (
                ("Child", "Child K"),
                ("Age at incident", "4 years"),
                ("Date of incident", "3 March 2013"),
                ("Referred by", "Calder Vale Hospital Trust, 11 March 2013"),
                ("Considered by", "Serious Case Review Panel, 22 May 2013"),
            ),
            widths=(0.3, 0.7),
            header=False,
        ),
        Heading("Part A. Criteria (Working Together 2013, regulation 5)"),
        Table(
            (
                ("Question", "Answer"),
                ("Abuse or neglect of the child is known or suspected", "☒ Yes   ☐ No"),
                ("The child has died", "☐ Yes   ☒ No"),
                ("The child has been seriously harmed", "☒ Yes   ☐ No"),
                ("There is cause for concern about how agencies worked together", "☐ Yes   ☒ No"),
            ),
            widths=(0.7, 0.3),
        ),
        Heading("Part B. Matters that bore on the recommendation (tick all that apply)"),
        Table(
            (
                ("☐ Cost", "☐ Media interest", "☐ Capacity of the Board"),
                ("☐ Other proceedings", "☒ Views of the family", "☒ Another form of review"),
            ),
            widths=(0.33, 0.33, 0.34),
            header=False,
        ),
        Heading("Part C. Recommendation of the panel"),
        Paragraph(
            "The panel recommends that no serious case review be undertaken in respect of Child K. K was seriously "
            "harmed, but from the first telephone call to the strategy meeting information was passed on within the "
            "hour, and the panel found nothing in the way the agencies worked together that gave it concern."
        ),
        Paragraph(
            "K’s mother has written to say that she could not face another set of questions. The panel gave weight to "
            "her letter."
        ),
        Heading("Part D. Decision of the Independent Chair"),
        Paragraph(
            "I agree with the panel. There will be no serious case review. The hospital is carrying out a root cause "
            "analysis, which I am content to accept in its place. I record that I have not decided this on grounds of "
            "expense, nor because anyone might be criticised."
        ),
        Paragraph("Independent Chair, 29 May 2013"),
        Heading("Part E. Notified to"),
        Paragraph("☒ Ofsted   ☒ Department for Education   ☐ National panel (not yet established)"),
    ),
)

DECISION_FORM_2015 = Paper(
    header="Calder Vale Safeguarding Children Board        OFFICIAL-SENSITIVE",
    footer="Form SCR2 (revised April 2015)        Child M",
    blocks=(
        Title("Serious Case Review: Record of Decision", ("Child M", "Reference CV/15/04")),
        Table(
            (
                ("Section", "Yes/No", "Comments"),
                ("1. Date of incident", "", "14 June 2015"),
                ("2. Abuse or neglect known or suspected?", "Yes", "Bruising to the face of an infant of 10 weeks."),
                ("3. Has the child died?", "No", ""),
                (
                    "4. Was the child seriously harmed?",
                    "Not agreed",
                    "Police and Health read the word “serious” differently and neither would give way. Three members "
                    "voted each way on whether the case falls under regulation 5.",
                ),
                (
                    "5. Cause for concern about working together?",
                    "Yes",
                    "The bruise was seen by the health visitor, the GP and the out-of-hours doctor.",
                ),
                (
                    "6. Views of the panel",
                    "",
                    "Members recalled the review of Child H in 2013. They expected to be told again what they were "
                    "told then.",
                ),
                ("7. Has legal advice been taken?", "Yes", "Advice is that either course is open to the Chair."),
            ),
            widths=(0.3, 0.14, 0.56),
        ),
        Table(
            (
                ("Decision of the Independent Chair", "24 September 2015"),
                ("Serious case review to be initiated?", "No"),
                (
                    "Rationale",
                    "The panel was evenly split and I could not say that the test was passed. I approached four "
                    "reviewers between July and September; not one was free before the spring. I have asked that M be "
                    "one of the ten files to be read in the autumn audit of bruising in babies, and that will do duty "
                    "for a review.",
                ),
                (
                    "Other matters considered",
                    "Whether M’s sisters could be recognised from a report. With care they could not, and I have "
                    "given this no weight.",
                ),
                ("Notified to the national panel", "28 September 2015"),
            ),
            widths=(0.3, 0.7),
        ),
        Paragraph("Signed: Independent Chair\nDate: 24 September 2015"),
    ),
)

PANEL_LETTER_2014 = Paper(
    header="Official",
    footer="Our reference NP/14/022",
    typeface="Times-Roman",
    blocks=(
        Title("National panel on serious case reviews"),
        Paragraph(
            "Independent Chair\nCalder Vale Safeguarding Children Board\nThe Old Exchange\nCalder Vale\n\n17 March 2014"
        ),
        Paragraph("Dear Chair"),
        Heading("Child J and Child L: decisions not to initiate a serious case review"),
        Paragraph("Thank you for your letters of 3 and 10 February, which the panel discussed on 6 March."),
        Heading("Child J"),
        Paragraph(
            "You wrote that the Board decided not to initiate a serious case review of Child J. You gave three "
            "reasons: that the police and the school had already put right what went wrong; that getting a report into "
            "a fit state to be published would absorb most of the Board’s annual budget; and that the Board’s office "
            "has been without a manager since the summer."
        ),
        Paragraph(
            "The panel does not agree with the decision. In our view the criteria are met. That mistakes have been put "
            "right is not a reason for keeping quiet about how they were made, and the regulations make no exception "
            "for boards that are short of staff."
        ),
        Paragraph(
            "We recommend that a serious case review of Child J be initiated, and ask you to reply within 14 days."
        ),
        Heading("Child L"),
        Paragraph(
            "The panel agrees with the decision not to initiate a serious case review of Child L. L’s injuries were "
            "the result of a fall in a playground that was seen by a dozen people. We note that you nonetheless "
            "invited the staff concerned to talk about what they had done well, which strikes us as sensible."
        ),
        Heading("Boards in general"),
        Paragraph(
            "Of the letters that we have received so far, many give the existence of a criminal case as the reason for "
            "not starting a review. A trial may affect the timing of interviews. It need not prevent a review."
        ),
        Paragraph("Yours sincerely\n\nfor the national panel"),
    ),
)

PANEL_MINUTES_2016 = Paper(
    header="Calder Vale Safeguarding Children Board",
    footer="Serious Case Review Panel, 9 February 2016",
    blocks=(
        Title("Serious Case Review Panel", ("Note of the meeting held on Tuesday 9 February 2016",)),
        Paragraph(
            "Present: Chair; police; health (two); education; children’s social care; legal. Apologies: probation."
        ),
        Heading("1. Minutes of 8 December 2015"),
        Item("1.1", "Agreed."),
        Heading("2. Child V"),
        Item("2.1", "Child V, aged 13, was admitted to hospital on 20 December 2015 and is now at home."),
        Item("2.2", "It was agreed that there would be no serious case review of Child V.", "Board office to notify"),
        Heading("3. Child W"),
        Item(
            "3.1",
            "A notification was received on 2 February. Each agency is asked for a summary of its involvement, so that "
            "the panel can consider in April whether to recommend a serious case review of Child W. Noted.",
            "All, by 11 March",
        ),
        Heading("4. Website and training"),
        Item(
            "4.1",
            "The cost of the new website was thought high and the order will be placed in the new financial year. Two "
            "hundred staff have attended the learning events on the published review of Child H.",
            "Board office",
        ),
        Heading("5. Date of next meeting"),
        Item("5.1", "Tuesday 12 April 2016."),
    ),
)
