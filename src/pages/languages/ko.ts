import type { PageTexts } from './texts.ts'

/** Korean, in the formal polite form. A provider's name stands where its last sound changes no particle. */
export const ko: PageTexts = {
  faults: {
    foreign: {
      title: '이미 사용 중인 링크입니다',
      happened: '다른 브라우저나 기기에서 먼저 열렸으며, 링크는 한 곳에서만 사용할 수 있습니다.',
      next: '처음 연 곳에서 계속하거나 앱에서 새 링크를 받으시기 바랍니다.',
    },
    spent: {
      title: '거래가 이미 진행 중입니다',
      happened: {
        named: '이 링크로 {provider}에서 거래가 시작되어 링크를 다시 사용할 수 없습니다.',
        unnamed: '이 링크로 거래가 시작되어 링크를 다시 사용할 수 없습니다.',
      },
      next: '앱으로 돌아가 진행 상황을 확인하시고, 거래를 중복으로 시작하지 마시기 바랍니다.',
    },
    completed: {
      title: '거래가 완료되었습니다',
      happened: {
        named: '{provider}에서 이 링크로 이루어진 거래를 확인했습니다.',
        unnamed: '결제 제공업체에서 이 링크로 이루어진 거래를 확인했습니다.',
      },
      next: '앱으로 돌아가 거래를 확인하거나 새로 시작하실 수 있습니다.',
    },
    failed: {
      title: '거래가 이루어지지 않았습니다',
      happened: {
        named: '{provider}에서 이 링크의 거래가 실패했다고 알려 왔습니다.',
        unnamed: '결제 제공업체에서 이 링크의 거래가 실패했다고 알려 왔습니다.',
      },
      next: '계좌에서 돈이 빠져나갔다면 다시 시도하기 전에 고객 지원에 문의하십시오. 그렇지 않다면 앱에서 다시 시작하십시오.',
    },
    cancelled: {
      title: '거래가 취소되었습니다',
      happened: '이 링크로 시작된 거래가 취소되어 링크가 닫혔습니다.',
      next: '계속 거래를 원하시면 앱에서 다시 시작하십시오.',
    },
    expired: {
      title: '링크가 만료되었습니다',
      happened: '안전을 위해 링크는 {hours} 동안만 유효하며, 이 링크는 그 기간이 지났습니다.',
      next: '앱으로 돌아가 다시 시작하시면 새 링크가 만들어집니다.',
    },
    worn_out: {
      title: '링크의 사용 횟수를 초과했습니다',
      happened: '거래 없이 너무 여러 번 열려서 다시 열어도 진행되지 않습니다.',
      next: '앱으로 돌아가 다시 시작하시면 새 링크가 만들어집니다.',
    },
    refused: {
      title: '더 이상 제공되지 않는 거래입니다',
      happened: '요청하신 금액, 결제 수단, 국가로는 현재 거래를 받는 제공업체가 없습니다.',
      next: '앱으로 돌아가 다른 금액이나 결제 수단으로 다시 시작해 보십시오.',
    },
    unknown: {
      title: '링크를 찾을 수 없습니다',
      happened: '주소가 불완전하거나 잘못 입력되었거나, 링크가 더 이상 존재하지 않습니다.',
      next: '앱에서 링크를 다시 열고 전체가 복사되었는지 확인하십시오.',
    },
    unavailable: {
      title: '잠시 후 다시 시도해 주십시오',
      happened: {
        named: '현재 {provider}에 연결할 수 없습니다.',
        unnamed: '현재 결제 제공업체에 연결할 수 없습니다.',
      },
      next: '몇 초 후에 다시 시도하십시오. 링크는 계속 유효합니다.',
    },
    out_of_service: {
      title: '곧 다시 이용하실 수 있습니다',
      happened: '현재 서비스가 응답할 수 없습니다. 링크에는 문제가 없으며, 이미 하신 거래는 계속 진행됩니다.',
      next: '몇 초 후에 다시 시도하십시오.',
    },
    broken: {
      title: '저희 쪽에서 문제가 발생했습니다',
      happened: '이 페이지를 만들 수 없었습니다. 이미 하신 거래는 계속 진행됩니다.',
      next: '다시 시도해 보시고, 문제가 계속되면 아래 참조 번호와 함께 고객 지원에 문의하십시오.',
    },
  },
  returns: {
    returned: {
      title: { named: '{provider}에서 돌아오셨습니다', unnamed: '결제 제공업체에서 돌아오셨습니다' },
      happened:
        '거래를 하셨다면 앱에서 진행 상황을 확인하실 수 있습니다. 거래를 하지 않으셨다면 별도로 하실 일이 없습니다.',
    },
    transacting: {
      title: '거래가 진행 중입니다',
      happened: {
        named: '{provider}에서 처리하고 있으며 몇 분 정도 걸릴 수 있습니다. 앱에서 진행 상황을 확인하실 수 있습니다.',
        unnamed:
          '결제 제공업체에서 처리하고 있으며 몇 분 정도 걸릴 수 있습니다. 앱에서 진행 상황을 확인하실 수 있습니다.',
      },
    },
    completed: {
      title: '고객님의 거래가 완료되었습니다',
      happened: {
        named: '{provider}에서 거래가 이루어졌다고 알려 왔습니다. 자세한 내용은 앱에서 확인하실 수 있습니다.',
        unnamed: '결제 제공업체에서 거래가 이루어졌다고 알려 왔습니다. 자세한 내용은 앱에서 확인하실 수 있습니다.',
      },
    },
    failed: {
      title: '거래가 이루어지지 않았습니다',
      happened: {
        named:
          '{provider}에서 거래가 실패했다고 알려 왔습니다. 계좌에서 돈이 빠져나갔다면 다시 시도하기 전에 고객 지원에 문의하십시오. 그렇지 않다면 앱에서 다시 시작하십시오.',
        unnamed:
          '결제 제공업체에서 거래가 실패했다고 알려 왔습니다. 계좌에서 돈이 빠져나갔다면 다시 시도하기 전에 고객 지원에 문의하십시오. 그렇지 않다면 앱에서 다시 시작하십시오.',
      },
    },
    cancelled: {
      title: '거래가 취소되었습니다',
      happened: '계속 거래를 원하시면 앱에서 다시 시작하십시오.',
    },
  },
  closeAndGoBack: '이 페이지를 닫고 앱으로 돌아가셔도 됩니다.',
  appIsTold: '돌아오셨음을 앱에 알렸습니다. 이 페이지를 닫으셔도 됩니다.',
  closeTabYourself: '이 탭은 자동으로 닫을 수 없습니다. 직접 닫고 앱으로 돌아가십시오.',
  nothingCharged: '이 페이지를 여는 것만으로는 요금이 청구되지 않았습니다.',
  buttons: { retry: '다시 시도', back: '앱으로 돌아가기', close: '이 창 닫기', proceed: '계속' },
  trade: { purchase: '구매', sale: '판매', amount: '금액', payout: '수령 통화', provider: '제공업체' },
  support: {
    code: '도움이 필요하시면 고객 지원에 이 코드를 알려 주십시오:',
    reference: '고객 지원에 문의하실 때 이 참조 번호를 알려 주십시오:',
    contact: '고객 지원에 문의',
    subject: '지원 코드 {code}',
  },
  preview: {
    title: '결제 제공업체로 연결되는 개인 링크',
    description: '계속하려면 본인의 브라우저에서 여십시오. 한 사람만 사용할 수 있습니다.',
  },
  proceed: {
    title: '결제 제공업체로 계속',
    happened: '이 링크는 한 사람만 사용할 수 있습니다. 버튼을 누르면 이 브라우저에서 열립니다.',
  },
  refusals: {
    route_not_found: {
      title: '이 주소에는 페이지가 없습니다',
      happened: '주소를 확인하거나 이용하시던 앱으로 돌아가십시오.',
    },
    method_not_allowed: {
      title: '이 주소는 이렇게 열 수 없습니다',
      happened: '이용하시던 앱으로 돌아가 거기서 다시 시도하십시오.',
    },
    internal: {
      title: '저희 쪽에서 문제가 발생했습니다',
      happened: '잠시 후 다시 시도해 보시고, 문제가 계속되면 고객 지원에 문의하십시오.',
    },
    overloaded: {
      title: '곧 다시 이용하실 수 있습니다',
      happened: '현재 서비스가 응답할 수 없습니다. 몇 초 후에 다시 시도하십시오.',
    },
  },
  codeExplained: '{code}의 의미',
}
