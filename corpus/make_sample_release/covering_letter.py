"""The letter with which the release was sent: full of the vocabulary of the Act, and without one reason."""

from __future__ import annotations

from corpus.make_sample_release.blocks import Heading, Paper, Paragraph, Title

RESPONSE_LETTER_2019 = Paper(
    header="Northshire County Council        Information Governance",
    footer="Our reference FOI/2019/0417",
    blocks=(
        Paragraph("County Hall\nNorthshire\n\n14 November 2019"),
        Title("Freedom of Information Act 2000: request FOI/2019/0417"),
        Paragraph(
            "Thank you for your request, received on 17 October 2019. The council answers on behalf of the former "
            "Northshire, Eastmarsh and Calder Vale safeguarding boards, whose records it holds. You asked:"
        ),
        Paragraph(
            "1. For all papers from 2009 to 2019 in which it was considered whether to hold a serious case review or a "
            "local child safeguarding practice review.\n2. For all e-mails about the same.\n3. What each review cost, "
            "and whether its report was published."
        ),
        Heading("Question 1"),
        Paragraph(
            "We hold this information and enclose it. Names and some details of children and their families have been "
            "left out under section 40(2) of the Act, which is absolute in this respect, since disclosure would breach "
            "the data protection principles."
        ),
        Heading("Question 2"),
        Paragraph(
            "We estimate that to find, read and extract every e-mail of ten years would take 94 hours. The cost of "
            "doing so is above the appropriate limit of £450, and section 12(1) of the Act does not oblige us to go "
            "on. We enclose one message that was to hand. If you were to name a case we may be able to search within "
            "the limit."
        ),
        Heading("Question 3"),
        Paragraph(
            "Four overview reports have been published in full and are on the Board’s website (section 21). One "
            "further report is intended for future publication (section 22). We do not hold the total cost of each "
            "review."
        ),
        Heading("Section 36 and the public interest"),
        Paragraph(
            "Legal advice given to the boards has been withheld under section 42, and four pages of discussion under "
            "section 36(2)(b)(ii). In the opinion of the qualified person their disclosure would be likely to inhibit "
            "the free and frank exchange of views. There is a public interest in knowing how such decisions are "
            "reached. Against that stands the need of officers for room to speak plainly without the glare of "
            "publicity. We find that the balance lies in withholding those pages."
        ),
        Heading("If you are not content"),
        Paragraph(
            "You may ask for an internal review of this decision within 40 working days by writing to the address "
            "above. If you are not content with the outcome of the internal review you may apply to the Information "
            "Commissioner’s Office for a decision."
        ),
        Paragraph("Yours faithfully\n\nInformation Governance Officer"),
    ),
)
